import { littleEndian } from '../formats/little-endian.ts';
import { encode, json, type Recipe, text } from '../recipe.ts';
import { seededRandom } from '../signals/random.ts';
import { recordSpikes } from '../signals/spikes.ts';
import { fragment } from './ecg-traces.ts';

const timestampFolder: Recipe = {
  id: '20260214_093015',
  about:
    'A folder that has only its time for a name, so the time of the recording comes from there (raw int16).',
  files: () => ({
    'metadata.ini': text(`
      rig = delta
      experimenter = Aiko Sato
      temperature = 34.0

      [subject]
      name = slice 3
      species = Rattus norvegicus
      age_days = 24

      [probe]
      region = hippocampus CA3
      channels = 4
      sampling_rate = 10000
      microvolts_per_bit = 0.195
    `),
    'slice3_ca3.dat': littleEndian(
      recordSpikes(
        { channels: 4, samplingRate: 10_000, seconds: 1, units: 3, theta: 0 },
        seededRandom('slice 3'),
      ),
    ),
  }),
};

const impossibleDate: Recipe = {
  id: '20210229_161221',
  about: 'A rig with a wrong clock: there was no 29 February in 2021. Atrial fibrillation.',
  files: () => ({
    'metadata.txt': text(`
      subject = Odile
      age = 71
      sex = F
      weight = 58.2
      rig = boreas
      experimenter = R. Okafor
      temperature = 36.9
      diagnosis = atrial fibrillation
      lead = MLII
      fs = 360
    `),
    'odile_af.mat': fragment('odile', { rhythm: 'fibrillation', rate: 98 }),
  }),
};

const powerCut: Recipe = {
  id: 'aurora-2026-03-05-power-cut',
  about:
    'The power failed: the metadata ends in zeros and cannot be read at all, the log stops within a line.',
  files: () => ({
    'metadata.json': lostSecondHalf(
      json({
        subject: { name: 'Marta', age: 34, sex: 'F' },
        recorded_at: '2026-03-05T15:20:00+01:00',
        experimenter: 'Lena Hoffmann',
        rig: 'aurora',
        task: 'rest',
        temperature: 36.5,
      }),
    ),
    'marta_before_power_cut.mat': fragment('marta power cut', { rhythm: 'sinus', rate: 70 }),
    'acquisition.log': encode(
      [
        '2026-03-05T15:19:58.104+01:00 INFO  recorder started, rig aurora, 1 channel at 360 Hz',
        '2026-03-05T15:20:00.000+01:00 INFO  recording to marta_before_power_cut.mat',
        '2026-03-05T15:20:10.021+01:00 INFO  3600 samples written',
        '2026-03-05T15:20:11.480+01:00 WARN  mains voltage 171 V',
        '2026-03-05T15:20:11.9',
      ].join('\n'),
    ),
  }),
};

/** What a file system leaves when the power fails before the last block was written: the size, but zeros. */
function lostSecondHalf(bytes: Uint8Array): Uint8Array {
  return bytes.fill(0, bytes.length / 2);
}

export const rigTrouble: readonly Recipe[] = [timestampFolder, impossibleDate, powerCut];
