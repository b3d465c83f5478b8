import { behaviourVariations } from './behaviour.js';
import { choiceVariations } from './choices.js';
import { contentVariations } from './content.js';
import { formVariations } from './forms.js';
import { pageVariations } from './pages.js';
import { transportVariations } from './transport.js';
import type { Variation } from './variation.js';

/** Every conforming variation, in the order in which they are listed. */
export const VARIATIONS: readonly Variation[] = [
  ...transportVariations,
  ...formVariations,
  ...contentVariations,
  ...behaviourVariations,
  ...choiceVariations,
  ...pageVariations,
];
