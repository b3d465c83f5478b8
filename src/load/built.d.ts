/** What `scripts/data.mjs` writes into `build/`: the project's data, ready to run. */
declare module '#built/spec.js' {
  export const spec: import('./spec/knowledge.js').StoredSpec;
}
declare module '#built/validators.js' {
  /** By schema key; those that a smoke run does not need are modules of their own, loaded when a plan needs them. */
  export const validators: Readonly<Record<string, () => Promise<{ validate: import('./spec/breaches.js').CompiledValidator }>>>;
}
declare module '#built/requestSchemas.js' {
  /** By key: schemas of request bodies and parameters, whole. */
  export const requestSchemas: Readonly<Record<string, import('../model.js').Json>>;
}
declare module '#built/derived.js' {
  /** What comes of the built-in spec beside the built-in suites, by the id of the check that derives. */
  export const derived: Readonly<Record<string, import('../model.js').StoredDerivation>>;
}
declare module '#built/smokeSuites.js' {
  export const smokeSuites: readonly import('../model.js').Suite[];
}
declare module '#built/coreSuites.js' {
  export const coreSuites: readonly import('../model.js').Suite[];
}
declare module '#built/fullSuites.js' {
  export const fullSuites: readonly import('../model.js').Suite[];
}
declare module '#built/shapes.js' {
  /** JSON Schemas of what users write: suites, and what is said of vectors. */
  export const shapes: { readonly suite: import('../model.js').Json; readonly vector: import('../model.js').Json };
}
declare module '#built/shapeValidators.js' {
  /** Whether a value has one of these shapes. */
  export const suite: (value: unknown) => boolean;
  export const vector: (value: unknown) => boolean;
}
declare module '#built/templates.js' {
  /** Files of a new suite, by their path in `templates/suite/`. */
  export const templates: readonly { readonly path: string; readonly text: string }[];
}
declare module '#built/genericKnowledge.js' {
  export const genericKnowledge: import('./spec/knowledge.js').StoredKnowledge;
}
declare module '#built/reportValidators.js' {
  /** The schema of reports, for one service and for several, without its refusal of unknown members. */
  export const reportValidators: () => Promise<Readonly<Record<'report' | 'reports', import('./spec/breaches.js').CompiledValidator>>>;
}
declare module '#built/vectors.js' {
  export const vectors: import('./vectors/built-in.js').Vectors;
}
declare module '#built/faults.js' {
  /** The faults that the reference services can have. */
  export const faults: readonly import('../model.js').NamedFault[];
}
declare module '#built/package.js' {
  export const name: string;
  export const version: string;
  /** Names of the services that the built-in spec knows, in the order of the command line. */
  export const services: readonly string[];
  /** What only the user can give for the checks of the built-in spec. */
  export const inputs: readonly import('../model.js').Input[];
}
