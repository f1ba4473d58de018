import { writeMat5 } from '../formats/mat5.ts';
import { json, type Recipe, text } from '../recipe.ts';
import { toAdcUnits } from '../signals/ecg.ts';
import { fragment, interleave, trace } from './ecg-traces.ts';

const flatLead: Recipe = {
  id: 'ines-2026-02-20-ecg-flat-lead',
  about: 'Two leads of which V5 lies flat for 3 s (an electrode came off); INI metadata.',
  files: () => ({
    'metadata.ini': text(`
      ; written by boreas at the end of the recording
      recorded_at = 2026-02-20T22:05:00+01:00
      experimenter = R. Okafor
      rig = boreas

      [subject]
      name = Ines
      age = 29
      sex = F

      [ecg]
      leads = MLII V5
      SamplingFrequency = 360
      gain = 200
      gain_unit = adu/mV

      [room]
      temperature = 22.5
    `),
    'ines_night_01.mat': withFlatLead(),
  }),
};

/** V5 stays at its last value from second 4 to second 7. */
function withFlatLead(): Uint8Array {
  const leads = trace('ines night', ['MLII', 'V5'], { rhythm: 'sinus', rate: 58 }).map(toAdcUnits);
  leads[1]?.fill(leads[1][4 * 360] ?? 0, 4 * 360, 7 * 360);
  return writeMat5([
    { name: 'val', rows: 2, columns: 3600, values: interleave(leads) },
    { name: 'fs', rows: 1, columns: 1, values: Float64Array.of(360) },
  ]);
}

const notANumber: Recipe = {
  id: 'tomas-2026-02-21-ecg-wireless',
  about:
    'A wireless ECG in millivolts (doubles, MAT level 5) with NaN where a packet was lost; "350 (Hz)" as text.',
  files: () => ({
    'metadata.yml': text(`
      subject: {name: Tomas, age: 45, sex: M}
      recorded_at: 2026-02-21T08:30:00Z
      experimenter: Aiko Sato
      rig: cygnus
      task: walking
      temperature: 36.9
      ecg:
        lead: MLII
        sampling_frequency: 350 (Hz)
        unit: mV
      radio: {channel: 11, packets_lost: 1}
    `),
    'tomas_walking.mat': withLostPacket(),
  }),
};

/** Eight samples, one packet of the radio, are NaN from sample 1400 (second 4) on. */
function withLostPacket(): Uint8Array {
  const [signal = new Float64Array()] = trace('tomas walking', ['MLII'], {
    rhythm: 'sinus',
    rate: 96,
    samplingRate: 350,
  });
  // Whole units of the converter over their gain: the same doubles wherever they are computed.
  const millivolts = Float64Array.from(toAdcUnits(signal), (value) => (value - 1024) / 200);
  millivolts.fill(Number.NaN, 1400, 1408);
  return writeMat5([
    { name: 'ecg_mV', rows: 1, columns: 3500, values: millivolts },
    { name: 'fs', rows: 1, columns: 1, values: Float64Array.of(350) },
  ]);
}

const cutShort: Recipe = {
  id: 'bruno-2026-02-25-ecg-cut-short',
  about: 'Two fragments, of which the second stops at 4,096 of its 7,224 bytes: its copy broke off.',
  files: () => ({
    'metadata.json': json({
      subject: { name: 'Bruno', age: 58, sex: 'M', weight: 83 },
      recorded_at: '2026-02-25T11:00:00.250+01:00',
      experimenter: 'R. Okafor',
      rig: 'boreas',
      temperature: 36.8,
      ecg: { lead: 'MLII', sampling_frequency: 360 },
      medication: [{ name: 'metoprolol', dose: '50 mg' }],
    }),
    'bruno_control (1).mat': fragment('bruno control 1', { rhythm: 'sinus', rate: 62 }),
    'bruno_control (2).mat': fragment('bruno control 2', { rhythm: 'sinus', rate: 63 }).subarray(0, 4096),
  }),
};

export const damagedEcg: readonly Recipe[] = [flatLead, notANumber, cutShort];
