import { writeMat4 } from '../../infra/local/examples/formats/mat4.ts';
import { type Proposal, rawKey } from '../../shared/session/manifest.ts';
import { metadataFileOf } from '../../shared/session/upload.ts';
import { file, proposal } from '../make.ts';

/** A session as its source has it. */
export interface SimulatedSession {
  readonly id: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly proposal: Proposal;
  /** What the world must say of it in the end. */
  readonly expected: {
    readonly refused?: true;
    readonly quarantines?: true;
    /** Files that no processor can read. */
    readonly unprocessable?: readonly string[];
    readonly subject?: string;
  };
}

function sessionOf(
  id: string,
  contents: Readonly<Record<string, string | Uint8Array>>,
  expected: SimulatedSession['expected'] = {},
): SimulatedSession {
  const files = new Map(Object.entries(contents).map(([path, content]) => [path, Buffer.from(content)]));
  const listed = [...files].map(([path, bytes]) => file(path, bytes));
  return {
    id,
    files,
    expected,
    proposal: proposal({ session: id, files: listed, metadata: metadataFileOf([...files.keys()]) }),
  };
}

const signal = (samples: number, seed: number): Uint8Array =>
  writeMat4([
    {
      name: 'ecg',
      rows: 2,
      columns: samples,
      values: Int16Array.from({ length: 2 * samples }, (_, i) => (i * 37 + seed * 11) % 1000),
    },
  ]);

/** Two to four small sessions: some with trouble, one with a signal, one that must be refused. */
export function simulatedSessions(random: () => number): SimulatedSession[] {
  const number = Math.floor(random() * 1000);
  const plain = sessionOf(
    'plain',
    { 'metadata.json': JSON.stringify({ subject: `mouse-${number}` }), 'raw/a.bin': `bytes ${number}` },
    { subject: `mouse-${number}` },
  );
  const troubled = sessionOf(
    'troubled',
    { 'metadata.json': JSON.stringify({ subject: 'Ada', recorded_at: '2021-02-31' }), 'a.csv': 'x,y\n1,2\n' },
    { quarantines: true, subject: 'Ada' },
  );
  const recorded = sessionOf(
    'signal',
    {
      'metadata.yaml': 'sampling rate: 500 Hz\n',
      'ecg.mat': signal(50 + number, number),
      'torn.mat': signal(400, number).subarray(0, 300),
    },
    { unprocessable: ['torn.mat'] },
  );
  const whole = sessionOf('refused', { 'a.dat': 'stored', 'b.dat': 'too' }, { refused: true });
  const refused = {
    ...whole,
    proposal: { ...whole.proposal, files: [file('a.dat', 'announced'), file('b.dat', 'too')] },
  };
  const all = [plain, troubled, recorded, refused]
    .map((session) => ({ session, at: random() }))
    .toSorted((a, b) => a.at - b.at);
  return all.slice(0, 2 + Math.floor(random() * 3)).map(({ session }) => session);
}

export const storedFiles = ({ id, files }: SimulatedSession): [string, Uint8Array][] =>
  [...files].map(([path, bytes]) => [rawKey(id, path), bytes]);
