import { type EdfSignal, writeEdf } from '../formats/edf.ts';
import { json, type Recipe, text, tsv } from '../recipe.ts';
import { heartbeats, recordLead } from '../signals/ecg.ts';
import { recordBreath, recordEeg } from '../signals/eeg.ts';
import { seededRandom } from '../signals/random.ts';

const SECONDS = 20;

const eyesClosed: Recipe = {
  id: 'sub-04-2026-01-15-eeg-eyes-closed',
  about:
    'Twenty seconds of EEG with closed eyes (EDF, four signals at two rates) in BIDS names and spellings.',
  files: () => ({
    'metadata.json': json({
      subject: { name: 'sub-04', age: 27, sex: 'n/a', handedness: 'left' },
      recorded_at: '2026-01-15T10:02:30',
      exported: { $date: '2026-01-15T12:30:00Z' },
      experimenter: 'Aiko Sato',
      TaskName: 'eyesclosed',
      Manufacturer: 'Brain Products',
      SamplingFrequency: 256,
      PowerLineFrequency: 50,
      EEGReference: 'Cz',
      RecordingDuration: SECONDS,
      'impedance.max_kOhm': 8.5,
      SoftwareFilters: 'n/a',
    }),
    'eeg/sub-04_task-eyesclosed_eeg.edf': edf('sub-04', '2026-01-15T10:02:30'),
    'eeg/sub-04_task-eyesclosed_eeg.json': sidecar('eyesclosed'),
    'eeg/sub-04_task-eyesclosed_channels.tsv': channels,
    'eeg/sub-04_task-eyesclosed_events.tsv': tsv([
      ['onset', 'duration', 'trial_type'],
      [0, SECONDS, 'eyesclosed'],
      [12.5, 'n/a', 'cough'],
    ]),
  }),
};

const lostRun: Recipe = {
  id: 'sub-05-2026-01-16-eeg-lost-run',
  about:
    'The list of recordings names two runs; the file of run 2 is not there. The date stands under `acq_time`.',
  files: () => ({
    'metadata.yaml': text(`
      subject: {name: sub-05, age: '33', sex: F, handedness: right}
      acq_time: 2026-01-16T09:47:00
      experimenter: Aiko Sato
      task: rest
      sampling_frequency: 256.0
      runs:
        - {file: eeg/sub-05_task-rest_run-1_eeg.edf, quality: good}
        - {file: eeg/sub-05_task-rest_run-2_eeg.edf, quality: drowsy}
    `),
    'sub-05_scans.tsv': tsv([
      ['filename', 'acq_time'],
      ['eeg/sub-05_task-rest_run-1_eeg.edf', '2026-01-16T09:47:00'],
      ['eeg/sub-05_task-rest_run-2_eeg.edf', '2026-01-16T09:52:10'],
    ]),
    'eeg/sub-05_task-rest_run-1_eeg.edf': edf('sub-05', '2026-01-16T09:47:00'),
    'eeg/sub-05_task-rest_run-1_eeg.json': sidecar('rest'),
  }),
};

const sidecar = (task: string): Uint8Array =>
  json({
    TaskName: task,
    Manufacturer: 'Brain Products',
    SamplingFrequency: 256,
    PowerLineFrequency: 50,
    EEGReference: 'Cz',
    EEGChannelCount: 2,
    ECGChannelCount: 1,
    MiscChannelCount: 1,
    RecordingDuration: SECONDS,
    RecordingType: 'continuous',
    SoftwareFilters: 'n/a',
  });

const channels = tsv([
  ['name', 'type', 'units', 'sampling_frequency', 'status'],
  ['EEG O1', 'EEG', 'uV', 256, 'good'],
  ['EEG O2', 'EEG', 'uV', 256, 'good'],
  ['ECG', 'ECG', 'mV', 256, 'good'],
  ['Resp oro-nasal', 'RESP', 'n/a', 32, 'n/a'],
]);

function edf(subject: string, start: string): Uint8Array {
  const random = seededRandom(subject);
  const eeg = () => recordEeg({ samplingRate: 256, samples: 256 * SECONDS, alpha: 30 }, random);
  const beats = heartbeats({ rhythm: 'sinus', rate: 64, seconds: SECONDS }, random);
  const heart = recordLead(beats, { lead: 'MLII', samplingRate: 256, samples: 256 * SECONDS }, random);
  const breath = recordBreath({ samplingRate: 32, samples: 32 * SECONDS });
  return writeEdf({
    patient: `${subject} X X X`,
    recording: 'Startdate X X X BrainAmp',
    start,
    recordSeconds: 1,
    signals: [
      signal('EEG O1', 'AgAgCl electrode', 'uV', 10, 256, eeg()),
      signal('EEG O2', 'AgAgCl electrode', 'uV', 10, 256, eeg()),
      signal('ECG', 'AgAgCl electrode', 'mV', 1000, 256, heart),
      signal('Resp oro-nasal', 'thermistor', '', 1000, 32, breath),
    ],
  });
}

/** `resolution`: digital units in one physical unit. */
function signal(
  label: string,
  transducer: string,
  unit: string,
  resolution: number,
  samplesPerRecord: number,
  values: Float64Array,
): EdfSignal {
  return {
    label,
    transducer,
    unit,
    physicalRange: [-32768 / resolution, 32767 / resolution],
    prefiltering: unit === 'uV' ? 'HP:0.1Hz LP:100Hz' : '',
    samplesPerRecord,
    samples: Int16Array.from(values, (value) => Math.round(value * resolution)),
  };
}

export const eeg: readonly Recipe[] = [eyesClosed, lostRun];
