import { type Check, type Lead, type Measurement, needingRate } from './check.ts';

const LEAST_RATE = 25;
const MOST_RATE = 250;
const LONGEST_SECONDS = 3;

/** Only a warning: hearts in trouble, and those of small animals, are slower or faster than this. */
export const heartRate: Check = {
  name: 'heart-rate',
  verdict: 'warn',
  threshold: `${LEAST_RATE} to ${MOST_RATE}`,
  unit: '1/min',
  open: (lead) =>
    withBeats(lead, ({ mean }) => ({
      value: 60 / mean,
      meets: 60 / mean >= LEAST_RATE && 60 / mean <= MOST_RATE,
    })),
};

/** Only a warning too: the longest time between two beats. */
export const longestPause: Check = {
  name: 'longest-rr',
  verdict: 'warn',
  threshold: `<= ${LONGEST_SECONDS}`,
  unit: 's',
  open: (lead) => withBeats(lead, ({ longest }) => ({ value: longest, meets: longest <= LONGEST_SECONDS })),
};

type Found = ReturnType<NonNullable<Lead['beats']>['end']>;

const withBeats = (
  lead: Lead,
  judge: (found: Found) => { readonly value: number; readonly meets: boolean },
): Measurement =>
  needingRate(lead, () => ({
    end() {
      const found = lead.beats?.end();
      return found && found.count >= 3 ? judge(found) : { unknown: 'fewer than three beats were found' };
    },
  }));
