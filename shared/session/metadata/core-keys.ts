import { normalizeKey } from './key.ts';

/**
 * Keys that fill the core, the surest first. Spelling as in `normalizeKey`: letter case, underscores, hyphens and
 * spaces make no difference. Seen in NWB, BIDS, DICOM sidecars, DANDI, SciCat and laboratories' own files.
 */
export const TEXT_KEYS = {
  subject: keys(`
    subject_id subject.subject_id subject.id participant_id participant.id animal_id animal.id mouse_id mouse.id
    patient_id patient.id subject subject.name subject.identifier subject_name participant animal animal.name
    mouse mouse.name patient was_attributed_to.identifier`),
  experimenter: keys(
    'experimenter experimenter.name experimenter_name experimenters operator operator.name recorded_by',
  ),
  device: keys(`
    device device.name device_name device_id device.id recording_device acquisition_device instrument
    instrument.name manufacturers_model_name manufacturer_model_name device_model device.model`),
  rig: keys('rig rig.name rig_id rig.id rig_name setup setup.name setup_id setup_name station_name'),
  task: keys('task task.name task_name task_id task.id paradigm protocol_name'),
} as const;

export interface MomentKey {
  readonly key: string;
  /** The key of the time of day, for those who write date and time apart. */
  readonly time?: string;
}

export const MOMENT_KEYS: readonly MomentKey[] = [
  ...keys(`
    recorded_at recording_start_time recording_start session_start_time session_start acquisition_date_time
    recording_date_time session_date_time start_date_time started_at start_time acquisition_time recording_time
    date_time`).map((key) => ({ key })),
  ...keys('recording session acquisition start').map((name) => ({ key: `${name}date`, time: `${name}time` })),
  { key: 'date', time: 'time' },
  ...keys('series study').map((name) => ({ key: `${name}date`, time: `${name}time` })),
  ...keys('timestamp was_generated_by.start_date').map((key) => ({ key })),
];

export interface DurationKey {
  readonly key: string;
  /** The unit of a number that comes without one. */
  readonly unit: 'ms' | 's' | 'min' | 'h';
}

export const DURATION_KEYS: readonly DurationKey[] = [
  ...keys('duration_seconds duration_sec duration_s recording_duration_seconds').map(inUnit('s')),
  ...keys('duration_ms duration_milliseconds').map(inUnit('ms')),
  ...keys('duration_minutes duration_min').map(inUnit('min')),
  ...keys('duration_hours').map(inUnit('h')),
  ...keys('recording_duration session_duration acquisition_duration duration').map(inUnit('s')),
];

/** Sections that say nothing about what stands in them: `[Session] subject_id` is `subject_id`. */
export const WRAPPERS: ReadonlySet<string> = new Set(
  keys('session recording acquisition experiment general metadata header info content nwbfile').flatMap(
    (name) => [name, `${name}info`, `${name}metadata`],
  ),
);

function keys(list: string): readonly string[] {
  return list.trim().split(/\s+/).map(normalizeKey);
}

function inUnit(unit: DurationKey['unit']): (key: string) => DurationKey {
  return (key) => ({ key, unit });
}
