import { writeMat5 } from '../formats/mat5.ts';
import { json, type Recipe, text } from '../recipe.ts';
import { toAdcUnits } from '../signals/ecg.ts';
import { fragment, interleave, trace } from './ecg-traces.ts';

const rest: Recipe = {
  id: 'marta-2026-03-02-ecg-rest',
  about: 'Ten seconds of normal ECG at rest (MAT level 4, 360 Hz) with nested JSON metadata.',
  files: () => ({
    'metadata.json': json({
      subject: { name: 'Marta', age: 34, sex: 'F', weight: 61.5 },
      recorded_at: '2026-03-02T09:41:00+01:00',
      experimenter: 'Lena Hoffmann',
      rig: 'aurora',
      task: 'rest, supine',
      temperature: 36.6,
      ecg: {
        lead: 'MLII',
        sampling_frequency: 360,
        gain: { value: 200, unit: 'adu/mV' },
        baseline: 1024,
        duration: 10,
      },
      notes: 'Normal sinus rhythm. Electrodes changed before this recording.',
    }),
    'marta_rest.mat': fragment('marta rest', { rhythm: 'sinus', rate: 66 }),
  }),
};

const exercise: Recipe = {
  id: 'martha-2026-03-03-ecg-exercise',
  about:
    'Two leads on the ergometer (MAT level 5); `subject.age` is the text "31 years" where other rigs have a number.',
  files: () => ({
    'metadata.yaml': text(`
      # exported by ergometer-recorder 2.4
      subject:
        name: Martha
        age: 31 years
        sex: F
        weight: n/a
      recorded_at: 2026-03-03T10:15:00+01:00
      experimenter: Lena Hoffmann
      rig: aurora
      task: exercise
      temperature: 37.4
      ergometer: {power: [120, W], cadence: 72}
      ecg:
        leads: [MLII, V5]
        SamplingFrequency: 360
        gain: 200 adu/mV
        baseline: 1024
    `),
    'martha_ergometer_120W.mat': twoLeads(),
  }),
};

function twoLeads(): Uint8Array {
  const leads = trace('martha exercise', ['MLII', 'V5'], { rhythm: 'sinus', rate: 124 }).map(toAdcUnits);
  return writeMat5([
    { name: 'ecg', rows: 2, columns: 3600, values: interleave(leads) },
    { name: 'fs', rows: 1, columns: 1, values: Float64Array.of(360) },
    { name: 'leads', text: ['MLII', 'V5'] },
  ]);
}

const bigeminy: Recipe = {
  id: 'bruno-2026-02-18-ecg-bigeminy',
  about:
    'Three fragments with ventricular bigeminy in a subfolder, flat `key: value` metadata, a date without zone.',
  files: () => ({
    'metadata.txt': text(`
      subject: Bruno
      age: 58
      sex: M
      weight: n/a
      recorded_at: 2026-02-18 16:20:05
      experimenter: R. Okafor
      rig: boreas
      temperature: 37.2
      diagnosis: ventricular bigeminy
      lead: MLII
      sampling rate: 360 Hz
      comment: cuff on the left arm; patient talks at the end
    `),
    'MLII/8 Bigeminy/bruno (1).mat': fragment('bruno bigeminy 1', { rhythm: 'bigeminy', rate: 72 }),
    'MLII/8 Bigeminy/bruno (2).mat': fragment('bruno bigeminy 2', { rhythm: 'bigeminy', rate: 75 }),
    'MLII/8 Bigeminy/bruno (3).mat': fragment('bruno bigeminy 3', { rhythm: 'bigeminy', rate: 70 }),
  }),
};

export const soundEcg: readonly Recipe[] = [rest, exercise, bigeminy];
