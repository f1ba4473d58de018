import type { SearchRight } from '../../../shared/service/define.ts';
import { SESSIONS_ALIAS } from '../../../shared/session/search-document.ts';
import type { Names } from '../names.ts';
import type { Statement } from './statement.ts';

interface Request {
  readonly sid: string;
  readonly method: 'Get' | 'Head' | 'Post' | 'Put' | 'Delete';
  /** As shared/clients/opensearch.ts asks for them. */
  readonly paths: readonly string[];
}

/** The alias, and the indices that stand behind it one after the other. */
const ALIAS = `/${SESSIONS_ALIAS}`;
const INDICES = `/${SESSIONS_ALIAS}-*`;

const REQUESTS: Readonly<Record<SearchRight, readonly Request[]>> = {
  read: [{ sid: 'SearchAsk', method: 'Post', paths: [`${ALIAS}/_search`] }],
  page: [
    // With a point in time the index is in the body, and the path names none.
    { sid: 'SearchGoOn', method: 'Post', paths: ['/_search', `${ALIAS}/_search/point_in_time`] },
    { sid: 'SearchClose', method: 'Delete', paths: ['/_search/point_in_time'] },
  ],
  write: [{ sid: 'SearchWrite', method: 'Post', paths: [`${ALIAS}/_bulk`] }],
  create: [
    { sid: 'SearchAlias', method: 'Head', paths: [`/_alias${ALIAS}`] },
    { sid: 'SearchIndexMake', method: 'Put', paths: [INDICES] },
  ],
  rebuild: [
    { sid: 'SearchIndexCount', method: 'Get', paths: [`${ALIAS}/_count`, `${INDICES}/_count`] },
    { sid: 'SearchIndexRefresh', method: 'Post', paths: [`${ALIAS}/_refresh`, `${INDICES}/_refresh`] },
    { sid: 'SearchIndexDelete', method: 'Delete', paths: [INDICES] },
  ],
};

/** Rights on the search domain, by method and path. What people see in Dashboards is the domain's own affair. */
export const searchStatements = (
  rights: readonly SearchRight[],
  { domainArn }: Pick<Names, 'domainArn'>,
): readonly Statement[] =>
  rights
    .flatMap((right) => REQUESTS[right])
    .map(({ sid, method, paths }) => ({
      Sid: sid,
      Effect: 'Allow',
      Action: [`es:ESHttp${method}`],
      Resource: paths.map((path) => domainArn + path),
    }));
