import type { SearchRights } from '../../../shared/ports/search.ts';
import { Refusal } from '../../../shared/service/errors.ts';

/** What pages ask of an index of sessions: the newest first, whatever the query, of now or of a point in time. */
export interface SortedSearch {
  readonly engine: SearchRights['read'] & SearchRights['page'];
  /** Points in time that nobody has let go of. */
  readonly open: ReadonlyMap<string, unknown>;
  add(id: string, time: number): void;
}

interface Place {
  readonly id: string;
  readonly time: number;
}

const inOrder = (a: Place, b: Place): number => b.time - a.time || (a.id < b.id ? -1 : Number(a.id > b.id));

export function sortedSearch(sessions: readonly Place[] = []): SortedSearch {
  let current = sessions.toSorted(inOrder);
  const open = new Map<string, readonly Place[]>();
  let opened = 0;
  return {
    open,
    add: (id, time) => {
      current = [...current, { id, time }].toSorted(inOrder);
    },
    engine: {
      async search({ body }) {
        const {
          pit,
          search_after: after,
          size,
        } = body as {
          pit?: { id: string };
          search_after?: [number, string];
          size: number;
        };
        const places = pit ? open.get(pit.id) : current;
        if (!places) throw new Refusal('page-expired');
        const behind = after
          ? places.filter((place) => inOrder(place, { time: after[0], id: after[1] }) > 0)
          : places;
        return {
          total: places.length,
          hits: behind.slice(0, size).map(({ id, time }) => ({ id, source: {}, sort: [time, id] })),
          ...(pit && { pointInTime: pit.id }),
        };
      },
      async openPointInTime() {
        const id = `point-${opened++}`;
        open.set(id, current);
        return id;
      },
      async closePointInTime(id) {
        open.delete(id);
      },
    },
  };
}
