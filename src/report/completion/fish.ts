import { type CompletionNode, functionName, type Offer, stepsOf } from './node.js';

/** For fish 3 and later. */
export function fishCompletion(program: string, nodes: readonly CompletionNode[]): string {
  const route = `_${functionName(program)}_route`;
  return `# Completion of ${program} for fish. Save it: ${program} completion fish > ~/.config/fish/completions/${program}.fish
function ${route} -d 'Whether the command line has come to this command'
  set -l at ''
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
${stepsOf(nodes)
  .map(({ path, word, next }) => `      case ${quotedForFish(`${path} ${word}`)}\n        set at ${quotedForFish(next)}`)
  .join('\n')}
    end
  end
  test "$at" = "$argv[1]"
end
complete -c ${program} -f
${nodes.flatMap((node) => [...commandLines(program, route, node), ...flagLines(program, route, node), ...argumentLines(program, route, node)]).join('\n')}
`;
}

function commandLines(program: string, route: string, { path, commands }: CompletionNode): string[] {
  return commands.map(({ name, help }) => `${begin(program, route, path)} -a ${name} -d ${quotedForFish(help)}`);
}

function flagLines(program: string, route: string, { path, flags }: CompletionNode): string[] {
  return flags.map((flag) => {
    const names = flag.names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');
    return `${begin(program, route, path)} ${names} -d ${quotedForFish(flag.help)}${flag.takesValue ? ` ${valueOffer(program, flag)}` : ''}`;
  });
}

/** fish does not count arguments: each is offered what any of them takes. */
function argumentLines(program: string, route: string, { path, arguments: taken }: CompletionNode): string[] {
  return taken.map(
    (argument) =>
      `${begin(program, route, path)} ${argument.words === undefined && argument.from === undefined ? '-F' : offerOf(program, argument)}`,
  );
}

function begin(program: string, route: string, path: string): string {
  return `complete -c ${program} -n ${quotedForFish(`${route} "${path}"`)}`;
}

/** A file where nothing else is known. */
function valueOffer(program: string, offer: Offer): string {
  return offer.words === undefined && offer.from === undefined ? '-r -F' : `-x ${offerOf(program, offer)}`;
}

function offerOf(program: string, { words, from }: Offer): string {
  return `-a ${quotedForFish(words === undefined ? `(${program} ${from} 2>/dev/null | string replace -r ' .*' '')` : words.join(' '))}`;
}

function quotedForFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
