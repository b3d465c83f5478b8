import { coreSuites } from '#built/coreSuites.js';
import { fullSuites } from '#built/fullSuites.js';
import { smokeSuites } from '#built/smokeSuites.js';

/** The suites of every tier. */
export const suites = [...smokeSuites, ...coreSuites, ...fullSuites];
