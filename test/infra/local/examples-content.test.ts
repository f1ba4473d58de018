import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse as parseIni } from 'ini';
import { parse as parseYaml } from 'yaml';
import { exampleSessions, sessionsFolder } from '../../../infra/local/examples/index.ts';

const read = (path: string) => readFile(join(sessionsFolder, path));
const readText = async (path: string) => (await read(path)).toString('utf8');

describe('the formats', () => {
  test('a level 4 fragment has the header of the public ECG fragments: little-endian int16, val, 1 x 3600', async () => {
    const bytes = await read('marta-2026-03-02-ecg-rest/marta_rest.mat');
    expect(bytes.length).toBe(7224);
    expect([0, 4, 8, 12, 16].map((at) => bytes.readInt32LE(at))).toEqual([30, 1, 3600, 0, 4]);
    expect(bytes.toString('latin1', 20, 24)).toBe('val\0');
  });

  test('a level 5 file says so, is little-endian, and holds its variables with class and shape', async () => {
    const bytes = await read('martha-2026-03-03-ecg-exercise/martha_ergometer_120W.mat');
    expect(bytes.toString('latin1', 0, 19)).toBe('MATLAB 5.0 MAT-file');
    expect(bytes.readUInt16LE(124)).toBe(0x0100);
    expect(bytes.toString('latin1', 126, 128)).toBe('IM');
    expect(level5Matrices(bytes).map(({ name, arrayClass, shape }) => [name, arrayClass, shape])).toEqual([
      ['ecg', 10, [2, 3600]],
      ['fs', 6, [1, 1]],
      ['leads', 4, [2, 4]],
    ]);
  });

  test('an EDF file has four signals at two rates in records of 1 s, and as many bytes as its header says', async () => {
    const bytes = await read('sub-04-2026-01-15-eeg-eyes-closed/eeg/sub-04_task-eyesclosed_eeg.edf');
    const field = (start: number, width: number) => bytes.toString('latin1', start, start + width).trim();
    expect([field(0, 8), field(168, 8), field(176, 8)]).toEqual(['0', '15.01.26', '10.02.30']);
    expect([field(184, 8), field(236, 8), field(244, 8), field(252, 4)]).toEqual(['1280', '20', '1', '4']);
    const signals = [0, 1, 2, 3];
    expect(signals.map((i) => field(256 + 16 * i, 16))).toEqual([
      'EEG O1',
      'EEG O2',
      'ECG',
      'Resp oro-nasal',
    ]);
    const samplesPerRecord = signals.map((i) => Number(field(256 + 216 * 4 + 8 * i, 8)));
    expect(samplesPerRecord).toEqual([256, 256, 256, 32]);
    expect(bytes.length).toBe(1280 + 20 * 2 * samplesPerRecord.reduce((sum, n) => sum + n, 0));
  });

  test.each([
    ['20260214_093015/slice3_ca3.dat', 4, 10_000],
    ['mouse-m112-2026-02-05-v1-gratings/m112_gratings.dat', 4, 20_000],
    ['rat-l07-2026-01-22-ca1-linear-track/ephys/l07_linear_track.dat', 8, 20_000],
  ])(
    '%s holds one second of all channels, with spikes far out of the noise',
    async (path, channels, rate) => {
      const bytes = await read(path);
      expect(bytes.length).toBe(2 * channels * rate);
      const value = (i: number) => bytes.readInt16LE(2 * i);
      // Ten samples apart the slow theta rhythm hardly differs, a spike does.
      const lag = 10 * channels;
      const steps = Array.from({ length: bytes.length / 2 - lag }, (_, i) =>
        Math.abs(value(i + lag) - value(i)),
      );
      const median = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
      expect(steps.filter((step) => step > (6 * median) / 0.6745).length).toBeGreaterThan(20);
    },
  );

  test('JSON, YAML and INI metadata are read by parsers of those formats', async () => {
    expect(JSON.parse(await readText('sub-04-2026-01-15-eeg-eyes-closed/metadata.json'))).toMatchObject({
      SamplingFrequency: 256,
    });
    expect(parseYaml(await readText('rat-l07-2026-01-22-ca1-linear-track/metadata.yaml'))).toMatchObject({
      region: 'hippocampus CA1',
      probe: { sampling_rate: '20000 (Hz)' },
    });
    expect(parseIni(await readText('20260214_093015/metadata.ini'))).toMatchObject({
      rig: 'delta',
      probe: { region: 'hippocampus CA3' },
    });
  });
});

describe('the faults', () => {
  test('one lead lies flat for 3 s and the other does not', async () => {
    const bytes = await read('ines-2026-02-20-ecg-flat-lead/ines_night_01.mat');
    const val = level5Matrices(bytes).find(({ name }) => name === 'val');
    const samples = Array.from({ length: 7200 }, (_, i) => bytes.readInt16LE((val?.data ?? 0) + 2 * i));
    const [mlii, v5] = [0, 1].map((lead) => samples.filter((_, i) => i % 2 === lead));
    expect(longestRun(v5 ?? [])).toBeGreaterThanOrEqual(3 * 360);
    expect(longestRun(mlii ?? [])).toBeLessThan(36);
  });

  test('a double variable holds eight NaN in a row', async () => {
    const bytes = await read('tomas-2026-02-21-ecg-wireless/tomas_walking.mat');
    const ecg = level5Matrices(bytes).find(({ name }) => name === 'ecg_mV');
    expect(ecg).toMatchObject({ arrayClass: 6, shape: [1, 3500] });
    const samples = Array.from({ length: 3500 }, (_, i) => bytes.readDoubleLE((ecg?.data ?? 0) + 8 * i));
    const missing = samples.flatMap((value, i) => (Number.isNaN(value) ? [i] : []));
    expect(missing).toEqual([1400, 1401, 1402, 1403, 1404, 1405, 1406, 1407]);
  });

  test('one fragment ends before the samples that its header promises', async () => {
    const whole = await read('bruno-2026-02-25-ecg-cut-short/bruno_control (1).mat');
    const cut = await read('bruno-2026-02-25-ecg-cut-short/bruno_control (2).mat');
    expect(cut.length).toBe(4096);
    expect(cut.subarray(0, 24)).toEqual(whole.subarray(0, 24));
    expect(24 + 2 * cut.readInt32LE(4) * cut.readInt32LE(8)).toBe(whole.length);
  });

  test('one key has two types: an age and a sampling rate are numbers in one session, text in another', async () => {
    const marta = JSON.parse(await readText('marta-2026-03-02-ecg-rest/metadata.json'));
    const martha = parseYaml(await readText('martha-2026-03-03-ecg-exercise/metadata.yaml'));
    const tomas = parseYaml(await readText('tomas-2026-02-21-ecg-wireless/metadata.yml'));
    expect(marta).toMatchObject({ subject: { age: 34, weight: 61.5 }, ecg: { sampling_frequency: 360 } });
    expect(martha).toMatchObject({ subject: { age: '31 years', weight: 'n/a' } });
    expect(tomas).toMatchObject({ ecg: { sampling_frequency: '350 (Hz)' } });
  });

  test('one timestamp folder names a day that never was', async () => {
    const ids = (await exampleSessions()).map(({ id }) => id).filter((id) => /^\d{8}_\d{6}$/.test(id));
    expect(ids).toEqual(['20260214_093015', '20210229_161221']);
    expect(new Date(Date.UTC(2021, 1, 29)).getUTCMonth()).toBe(2);
  });

  test('the metadata of the power cut end in zeros and are read by no parser, its log stops within a line', async () => {
    const bytes = await read('aurora-2026-03-05-power-cut/metadata.json');
    expect(bytes.subarray(Math.ceil(bytes.length / 2)).every((byte) => byte === 0)).toBe(true);
    expect(() => JSON.parse(bytes.toString('utf8'))).toThrow(SyntaxError);
    expect(() => parseYaml(bytes.toString('utf8'))).toThrow();
    expect(await readText('aurora-2026-03-05-power-cut/acquisition.log')).toMatch(/11\.9$/);
  });

  test('one metadata file begins with a byte-order mark, ends its lines with CRLF and is UTF-8 beyond ASCII', async () => {
    const content = await readText('mouse-m112-2026-02-05-v1-gratings/metadata.txt');
    expect(content.startsWith('\uFEFFsubject.name = M112\r\n')).toBe(true);
    expect(content.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(content).toContain('Versuchsleiter = Jürgen Weiß');
  });

  test('the list of recordings names a run whose file is lost', async () => {
    const folder = 'sub-05-2026-01-16-eeg-lost-run';
    const rows = (await readText(`${folder}/sub-05_scans.tsv`)).trim().split('\n').slice(1);
    const listed = rows.map((row) => row.split('\t')[0] ?? '');
    const kept = (await readdir(join(sessionsFolder, folder, 'eeg'))).map((name) => `eeg/${name}`);
    expect(listed.filter((path) => !kept.includes(path))).toEqual(['eeg/sub-05_task-rest_run-2_eeg.edf']);
  });

  test('the log of the rat has lines without time or level between good ones', async () => {
    const lines = (await readText('rat-l07-2026-01-22-ca1-linear-track/acquisition.log')).trim().split('\n');
    const good = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (DEBUG|INFO|WARN|ERROR) +\[\w+\] \S/;
    expect(lines.filter((line) => !good.test(line))).toHaveLength(6);
    expect(lines.length).toBeGreaterThan(60);
  });
});

interface Level5Matrix {
  readonly name: string;
  readonly arrayClass: number;
  readonly shape: readonly number[];
  /** Where the values begin in the file. */
  readonly data: number;
}

/** Walks the tags of a level 5 file by the format's description, on its own: it shares nothing with the writer. */
function level5Matrices(bytes: Buffer): Level5Matrix[] {
  const matrices: Level5Matrix[] = [];
  for (let at = 128; at < bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) {
    expect(bytes.readUInt32LE(at)).toBe(14);
    const name = tag(bytes, at + 40);
    matrices.push({
      name: bytes.toString('latin1', name.data, name.data + name.size),
      arrayClass: bytes.readUInt8(at + 16),
      shape: [bytes.readInt32LE(at + 32), bytes.readInt32LE(at + 36)],
      data: tag(bytes, name.next).data,
    });
  }
  return matrices;
}

function tag(bytes: Buffer, at: number): { size: number; data: number; next: number } {
  const small = bytes.readUInt16LE(at + 2);
  if (small > 0) return { size: small, data: at + 4, next: at + 8 };
  const size = bytes.readUInt32LE(at + 4);
  return { size, data: at + 8, next: at + 8 + Math.ceil(size / 8) * 8 };
}

function longestRun(samples: readonly number[]): number {
  let longest = 0;
  let run = 0;
  samples.forEach((value, i) => {
    run = value === samples[i - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  });
  return longest;
}
