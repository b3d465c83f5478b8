import { type CompletionNode, functionName, type Offer, quoted, stepsOf } from './node.js';

/** For zsh with compinit; what is offered has its explanation beside it. */
export function zshCompletion(program: string, nodes: readonly CompletionNode[]): string {
  const name = functionName(program);
  return `#compdef ${program}
# Completion of ${program} for zsh. Add to ~/.zshrc, behind compinit: source <(${program} completion zsh)
${name}() {
  local cur="\${words[CURRENT]}" prev="\${words[CURRENT-1]}" route="" word
  local -i i count=0
  local -a offers
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "$route $word" in
${stepsOf(nodes)
  .map(({ path, word, next }) => `      ${quoted(`${path} ${word}`)}) route=${quoted(next)} ;;`)
  .join('\n')}
      ${patterns(valueFlags(nodes))}) ((i++)) ;;
      *" -"*) ;;
      *) ((count++)) ;;
    esac
  done
  if [[ "$cur" == --*=* ]]; then
    prev="\${cur%%=*}"
    compset -P '*='
    cur="\${cur#*=}"
  fi
  case "$route $prev" in
${nodes.flatMap(({ path, flags }) => flags.filter(({ takesValue }) => takesValue).map((flag) => `    ${patterns(flag.names.map((one) => `${path} ${one}`))}) ${offerOf(flag)}; return ;;`)).join('\n')}
  esac
  if [[ "$cur" == -* ]]; then
    case "$route" in
${nodes
  .map(
    ({ path, flags }) =>
      `      ${quoted(path)}) ${described(
        'flag',
        flags.flatMap(({ names, help }) => names.map((one) => ({ name: one, help }))),
      )} ;;`,
  )
  .join('\n')}
    esac
    return
  fi
  case "$route $count" in
${nodes.flatMap(positions).join('\n')}
    *) _files ;;
  esac
}
# Offers the first word of each line of standard input.
${name}_from() {
  local -a lines
  lines=(\${\${(f)"$(cat)"}%% *})
  compadd -a lines
}
if [[ "$funcstack[1]" == _${program} ]]; then ${name}; else compdef ${name} ${program}; fi
`.replaceAll('FROM', `${name}_from`);
}

function positions({ path, commands, arguments: taken }: CompletionNode): string[] {
  if (commands.length > 0) return [`    ${quoted(`${path} 0`)}) ${described('command', commands)} ;;`];
  return taken.map(
    (argument, index) => `    ${argument.variadic ? `${quoted(`${path} `)}*` : quoted(`${path} ${index}`)}) ${offerOf(argument)} ;;`,
  );
}

function valueFlags(nodes: readonly CompletionNode[]): string[] {
  return nodes.flatMap(({ path, flags }) =>
    flags.filter(({ takesValue }) => takesValue).flatMap(({ names }) => names.map((one) => `${path} ${one}`)),
  );
}

function patterns(texts: readonly string[]): string {
  return texts.map(quoted).join('|');
}

function described(what: string, items: readonly { readonly name: string; readonly help: string }[]): string {
  return `offers=(${items.map(({ name, help }) => quoted(`${name}:${help}`)).join(' ')}); _describe ${what} offers`;
}

function offerOf({ words: list, from }: Offer): string {
  if (list !== undefined) return `compadd -- ${list.map(quoted).join(' ')}`;
  return from === undefined ? '_files' : `FROM < <("\${words[1]}" ${from} 2>/dev/null)`;
}
