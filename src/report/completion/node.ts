/** What may be offered in one place. */
export interface Offer {
  /** These words, with what they mean where that is known. */
  readonly words?: readonly string[];
  /** The first word of each line that this command line of ours prints. */
  readonly from?: string;
}

/** One command of the program, or the program itself. */
export interface CompletionNode {
  /** Names of the group and the command, empty for the program. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly help: string }[];
  readonly flags: readonly ({ readonly names: readonly string[]; readonly help: string; readonly takesValue: boolean } & Offer)[];
  readonly arguments: readonly ({ readonly variadic: boolean } & Offer)[];
}

/** Writes the script of one shell for a program. Pure. */
export type CompletionScript = (program: string, nodes: readonly CompletionNode[]) => string;

/** A name for functions of a shell: `arp-conformance` is `_arp_conformance`. */
export function functionName(program: string): string {
  return `_${program.replace(/\W/g, '_')}`;
}

/** Text in single quotes, as POSIX shells and zsh read it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Each step from a command to one below it: what was reached, the word that follows, what is reached then. */
export function stepsOf(nodes: readonly CompletionNode[]): { readonly path: string; readonly word: string; readonly next: string }[] {
  return nodes.flatMap(({ path, commands }) => commands.map(({ name }) => ({ path, word: name, next: `${path} ${name}`.trim() })));
}
