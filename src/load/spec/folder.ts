import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, posix, relative, sep } from 'node:path';
import type { AnySchema } from 'ajv/dist/2020.js';
import { guess, messageOf, UsageError } from '../../errors.js';
import type { Json, Spec, Validator } from '../../model.js';
import { parseSource, readDocument, readText, type SourceDocument } from '../document.js';
import { type CompiledValidator, validatorOf } from './breaches.js';
import { bundle } from './bundle.js';
import { addressOf, schemaCompiler } from './compile.js';
import type { StandardKnowledge } from './knowledge.js';
import { knowledgeBeside } from './knowledge-beside.js';
import { lookUp, readOpenApi, references, schemaKeyOf } from './openapi.js';

/** What the files of a spec folder say, nothing compiled yet. */
export interface SpecFiles {
  /** The folder that holds openapi/ and schemas/. */
  readonly root: string;
  readonly services: readonly string[];
  readonly operations: Spec['operations'];
  /** Schemas by key, those that OpenAPI documents spell out included. */
  readonly schemas: Readonly<Record<string, Json>>;
  /** Path of the file a schema stands in, by key. */
  readonly schemaFiles: ReadonlyMap<string, string>;
}

/**
 * Reads a copy of the standard in the public layout: `openapi/SERVICE.openapi.yaml` and `schemas/…/NAME.schema.json`, relative `$ref`s between
 * files, YAML or JSON. The folder above one (holding `NAME/openapi`) is taken too.
 * @throws UsageError with file and place: not a folder, nothing in it, bad YAML or JSON, a `$ref` that leads nowhere.
 */
export function readSpecFolder(path: string, name: string): SpecFiles {
  const root = specRoot(path, name);
  const openapi = new Map(
    filesBelow(join(root, 'openapi'), /\.openapi\.(ya?ml|json)$/).map((file) => [posixPath(root, file), readDocument(file)]),
  );
  const schemaDocuments = new Map<string, SourceDocument>();
  for (const file of filesBelow(join(root, 'schemas'), /\.schema\.(json|ya?ml)$/))
    schemaDocuments.set(posixPath(root, file), readSchema(file));
  if (openapi.size === 0)
    throw new UsageError('No OpenAPI document (SERVICE.openapi.yaml) is in this folder.', { file: join(root, 'openapi') });

  const documents = new Map([...openapi, ...schemaDocuments]);
  for (const [file, document] of documents) checkReferences(root, file, document, documents);

  const schemas: Record<string, Json> = {};
  const schemaFiles = new Map<string, string>();
  for (const [file, document] of schemaDocuments) {
    schemas[schemaKeyOf(file)] = withoutAddress(document.value);
    schemaFiles.set(schemaKeyOf(file), document.file);
  }
  const contents = [...openapi].map(([file, document]) => ({ document, ...readOpenApi(serviceOf(file), file, document.value) }));
  for (const { document, inlineSchemas } of contents) {
    Object.assign(schemas, inlineSchemas);
    for (const key of Object.keys(inlineSchemas)) schemaFiles.set(key, document.file);
  }
  const services = [...openapi.keys()].map(serviceOf).sort();
  return { root, services, operations: contents.flatMap(({ operations }) => operations), schemas, schemaFiles };
}

/**
 * A {@link Spec} whose contract comes from a folder. What else is known of it stands beside it (`engine.yaml` and `requirements.yaml`); else
 * it is what is known of the standard, where the folder has a service of that; else what holds of every HTTP service.
 */
export async function specFromFolder(path: string, standard: StandardKnowledge): Promise<Spec> {
  const files = readSpecFolder(path, standard.knowledge.name);
  const knowledge = await knowledgeBeside(files, standard);
  // Only the schemas that a plan needs are held to the meta-schema, when they are compiled.
  const ajv = schemaCompiler(files.schemas, { validateSchema: 'log', logger: false }, (key) => files.schemaFiles.get(key) ?? path);
  ajv.addVocabulary(annotationsIn(files.schemas));
  const ready = new Map<string, Validator>();
  return {
    ...knowledge,
    origin: path,
    services: files.services,
    operations: files.operations,
    schemas: Object.keys(files.schemas),
    async prepare(keys) {
      for (const key of keys) {
        if (ready.has(key)) continue;
        ready.set(key, validatorOf(compile(key)));
      }
    },
    validator: (key) => ready.get(key) ?? (() => []),
    schema: (key) => Promise.resolve(bundle(key, files.schemas)),
  };

  function compile(key: string): CompiledValidator {
    const file = files.schemaFiles.get(key) ?? path;
    try {
      if (!ajv.validateSchema((files.schemas[key] ?? true) as AnySchema))
        throw new Error(ajv.errorsText(ajv.errors, { dataVar: 'schema' }));
      const compiled = ajv.getSchema(addressOf(key));
      if (compiled !== undefined) return compiled as CompiledValidator;
    } catch (error) {
      throw new UsageError(`The schema ${key} cannot be compiled: ${messageOf(error)}.`, { file });
    }
    throw new UsageError(`There is no schema ${key}.${guess(key, Object.keys(files.schemas))}`, { file });
  }
}

/** Keywords that say nothing about validity: those of OpenAPI, and whatever begins with `x-`. */
function annotationsIn(schemas: SpecFiles['schemas']): string[] {
  const own = JSON.stringify(schemas).matchAll(/"(x-[A-Za-z0-9_.-]+)":/g);
  return [...new Set(['discriminator', 'example', 'externalDocs', 'xml', ...Array.from(own, ([, name = '']) => name)])];
}

function specRoot(path: string, name: string): string {
  if (!existsSync(path))
    throw new UsageError('There is no such folder; --spec-path takes a copy of the standard (openapi/ and schemas/).', { file: path });
  if (!statSync(path).isDirectory())
    throw new UsageError('This is not a folder; --spec-path takes a copy of the standard (openapi/ and schemas/).', { file: path });
  for (const root of [path, join(path, name)]) {
    if (['openapi', 'schemas'].every((part) => existsSync(join(root, part)))) return root;
  }
  throw new UsageError(`Neither this folder nor its ${name}/ has both openapi/ and schemas/, as a copy of the standard does.`, {
    file: path,
  });
}

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .sort()
    .map((file) => join(folder, file));
}

/** JSON is read by the fast parser; the one that knows places is asked only where something is wrong. */
function readSchema(file: string): SourceDocument {
  const text = readText(file);
  if (!file.endsWith('.json')) return parseSource(file, text);
  try {
    return {
      file,
      value: JSON.parse(text) as Json,
      place: (path, what) => parseSource(file, text).place(path, what),
      problem: (message, path, what) => parseSource(file, text).problem(message, path, what),
    };
  } catch {
    const document = parseSource(file, text);
    throw new UsageError('This file is named .json and is not JSON.', document.place([]));
  }
}

function checkReferences(root: string, file: string, document: SourceDocument, all: ReadonlyMap<string, SourceDocument>): void {
  for (const { path, target } of references(document.value)) {
    const [address = '', pointer = ''] = target.split('#');
    const named = address === '' ? file : posix.normalize(posix.join(posix.dirname(file), address));
    const other = all.get(named);
    if (other === undefined) {
      throw new UsageError(`"$ref: ${target}" leads nowhere: there is no ${named} in ${root}.`, document.place(path));
    }
    if (pointer !== '' && lookUp(other.value, `#${pointer}`) === undefined) {
      throw new UsageError(`"$ref: ${target}" leads nowhere: ${named} has no ${pointer}.`, document.place(path));
    }
  }
}

/** The published schemas carry no `$id`; one that does must not move the base of its relative references. */
function withoutAddress(schema: Json): Json {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return schema;
  const { $id: _, ...rest } = schema;
  return rest;
}

function serviceOf(file: string): string {
  return basename(file).replace(/\.openapi\.\w+$/, '');
}

function posixPath(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}
