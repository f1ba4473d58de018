import { type Check, needingRate } from './check.ts';

const LONGEST_SECONDS = 1;

/** A lead that lies flat for a second was off: no heart and no amplifier gives the same value that long. */
export const flat: Check = {
  name: 'flat',
  verdict: 'reject',
  threshold: `< ${LONGEST_SECONDS}`,
  unit: 's',
  open: (lead) =>
    needingRate(lead, (samplingRate) => {
      let longest = 0;
      let run = 0;
      let before = Number.NaN;
      return {
        add(samples) {
          for (let i = 0; i < samples.length; i++) {
            const value = samples[i] as number;
            run = value === before ? run + 1 : 1;
            if (run > longest) longest = run;
            before = value;
          }
        },
        end: () => ({ value: longest / samplingRate, meets: longest < LONGEST_SECONDS * samplingRate }),
      };
    }),
};
