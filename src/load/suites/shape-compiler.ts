import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';

// The package says `export default` but is `module.exports` at run time.
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

/** An ajv that knows the words of the schemas of what users write. */
export function shapeCompiler(options: Options): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, ...options });
  addFormats(ajv);
  ajv.addVocabulary(['x-names', 'x-one-besides', 'x-lacking']);
  return ajv;
}
