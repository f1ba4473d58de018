import { littleEndian } from '../formats/little-endian.ts';
import { encode, type Recipe, text, tsv } from '../recipe.ts';
import { seededRandom } from '../signals/random.ts';
import { recordSpikes } from '../signals/spikes.ts';
import { acquisitionLog } from './acquisition-log.ts';

const linearTrack: Recipe = {
  id: 'rat-l07-2026-01-22-ca1-linear-track',
  about:
    'Eight channels of a rat on a linear track (raw int16 with spikes and theta), events, and the log of the rig.',
  files: () => ({
    'metadata.yaml': text(`
      subject:
        name: L07
        species: Rattus norvegicus
        strain: Long-Evans
        age: P5M
        weight: {value: 412, unit: g}
      recorded_at: 2026-01-22T14:03:00+01:00
      experimenter: [Aiko Sato, Lena Hoffmann]
      rig: delta
      task: linear track
      region: hippocampus CA1
      temperature: 21.8
      probe:
        manufacturer: Intan
        channels: 8
        sampling_rate: 20000 (Hz)
        microvolts_per_bit: 0.195
        depth: [1850, um]
      files: {ephys: ephys/l07_linear_track.dat, events: l07_events.tsv, log: acquisition.log}
    `),
    'ephys/l07_linear_track.dat': littleEndian(
      recordSpikes(
        { channels: 8, samplingRate: 20_000, seconds: 1, units: 6, theta: 150 },
        seededRandom('rat l07'),
      ),
    ),
    'l07_events.tsv': tsv([
      ['onset', 'duration', 'trial_type', 'value'],
      [0.05, 0, 'trial_start', 1],
      [0.212, 0.048, 'reward', 'left'],
      [0.437, 'n/a', 'turn', 'n/a'],
      [0.731, 0.051, 'reward', 'right'],
      [0.968, 0, 'trial_end', 1],
    ]),
    'acquisition.log': acquisitionLog(seededRandom('rat l07 log')),
  }),
};

const gratings: Recipe = {
  id: 'mouse-m112-2026-02-05-v1-gratings',
  about:
    'Visual cortex with a stimulus table (CSV); the metadata has a byte-order mark, CRLF and German keys.',
  files: () => ({
    'metadata.txt': windowsText(`
      subject.name = M112
      age_weeks = 13
      species = Mus musculus
      recorded_at = 2026-02-05T10:12:00+01:00
      Versuchsleiter = Jürgen Weiß
      experimenter = Juergen Weiss
      Aufnahme = 05.02.2026 10:12
      rig = eos
      region = V1
      task = drifting gratings
      temperature = 37.0
      Temperatur = 37,0 °C
      channels = 4
      sampling_frequency = 20000.0
      microvolts_per_bit = 0.195
    `),
    'm112_gratings.dat': littleEndian(
      recordSpikes(
        { channels: 4, samplingRate: 20_000, seconds: 1, units: 3, theta: 0 },
        seededRandom('mouse m112'),
      ),
    ),
    'm112_stimuli.csv': text(`
      onset_s,duration_s,orientation_deg,contrast,comment
      0.050,0.200,0,1.0,
      0.300,0.200,45,1.0,"blinked, twice"
      0.550,0.200,90,0.5,
      0.800,0.150,135,0.5,"stopped by hand (""enough"")"
    `),
  }),
};

/** As a program on Windows writes it: a byte-order mark first, CRLF at the line ends. */
const windowsText = (template: string): Uint8Array =>
  encode(`\uFEFF${new TextDecoder().decode(text(template)).replaceAll('\n', '\r\n')}`);

export const ephys: readonly Recipe[] = [linearTrack, gratings];
