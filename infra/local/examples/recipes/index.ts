import type { Recipe } from '../recipe.ts';
import { damagedEcg } from './ecg-damaged.ts';
import { soundEcg } from './ecg-sound.ts';
import { eeg } from './eeg.ts';
import { ephys } from './ephys.ts';
import { rigTrouble } from './rig-trouble.ts';

/** All example sessions, in the order in which a newcomer meets them. */
export const recipes: readonly Recipe[] = [...soundEcg, ...ephys, ...eeg, ...damagedEcg, ...rigTrouble];
