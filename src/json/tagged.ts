import { isUtf8 } from 'node:buffer';
import type { Json } from '../model.js';

/**
 * A value of the engine as JSON, so that {@link fromTagged} gives it back: bytes stand as `{"$utf8": …}` or `{"$base64": …}`, maps as
 * `{"$map": […]}`; an object that looks like one of these as `{"$": …}`. What is undefined is left out.
 */
export function toTagged(value: unknown): Json {
  if (value instanceof Uint8Array) return bytesToTagged(value);
  if (value instanceof Map) return { $map: [...value].map(([key, item]) => [toTagged(key), toTagged(item)]) };
  if (Array.isArray(value)) return value.map(toTagged);
  if (value === null || typeof value !== 'object') return (value ?? null) as Json;
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  const plain = Object.fromEntries(members.map(([name, item]) => [name, toTagged(item)]));
  return members.length === 1 && members[0]?.[0].startsWith('$') ? { $: plain } : plain;
}

/** The inverse of {@link toTagged}. */
export function fromTagged(value: Json): unknown {
  if (Array.isArray(value)) return value.map(fromTagged);
  if (value === null || typeof value !== 'object') return value;
  const [first, ...others] = Object.entries(value);
  if (first !== undefined && others.length === 0) {
    const [tag, item] = first;
    if (tag === '$utf8') return new Uint8Array(Buffer.from(String(item), 'utf8'));
    if (tag === '$base64') return new Uint8Array(Buffer.from(String(item), 'base64'));
    if (tag === '$map' && Array.isArray(item)) return new Map(item.map((pair) => fromTagged(pair) as [unknown, unknown]));
    if (tag === '$') return members(item);
  }
  return members(value);
}

function members(value: Json | undefined): unknown {
  if (value === null || value === undefined || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fromTagged(item)]));
}

/** Text where the bytes are UTF-8, so that people can read it. */
function bytesToTagged(bytes: Uint8Array): Json {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(bytes) ? { $utf8: buffer.toString('utf8') } : { $base64: buffer.toString('base64') };
}
