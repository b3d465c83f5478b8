import { type CompletionNode, functionName, type Offer, quoted, stepsOf } from './node.js';

/** For bash 3.2 and later, with nothing else installed. */
export function bashCompletion(program: string, nodes: readonly CompletionNode[]): string {
  const name = functionName(program);
  return `# Completion of ${program} for bash. Add to ~/.bashrc: source <(${program} completion bash)
${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" route="" word i count=0
  # Of --flag=value bash makes three words.
  if [[ "$cur" == "=" ]]; then cur=""
  elif [[ "$prev" == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$route $word" in
${stepsOf(nodes)
  .map(({ path, word, next }) => `      ${quoted(`${path} ${word}`)}) route=${quoted(next)} ;;`)
  .join('\n')}
      ${patterns(valueFlags(nodes))}) ((i++)) ;;
      *" -"*|*" =") ;;
      *) ((count++)) ;;
    esac
  done
  case "$route $prev" in
${nodes.flatMap(({ path, flags }) => flags.filter(({ takesValue }) => takesValue).map((flag) => `    ${patterns(flag.names.map((one) => `${path} ${one}`))}) ${offerOf(flag)}; return ;;`)).join('\n')}
  esac
  if [[ "$cur" == -* ]]; then
    case "$route" in
${nodes.map(({ path, flags }) => `      ${quoted(path)}) ${words(flags.flatMap(({ names }) => names))} ;;`).join('\n')}
    esac
    return
  fi
  case "$route $count" in
${nodes.flatMap(positions).join('\n')}
    *) ${FILES} ;;
  esac
}
# Offers the lines of standard input that begin with what was typed.
${name}_from() {
  local line IFS=$'\\n'
  COMPREPLY=()
  while read -r line; do
    line="\${line%% *}"
    [[ "$line" == "$cur"* ]] && COMPREPLY+=("$(printf %q "$line")")
  done
}
complete -o bashdefault -F ${name} ${program}
`.replaceAll('FROM', `${name}_from`);
}

const FILES = 'COMPREPLY=($(compgen -f -- "$cur"))';

function positions({ path, commands, arguments: taken }: CompletionNode): string[] {
  if (commands.length > 0) return [`    ${quoted(`${path} 0`)}) ${words(commands.map(({ name }) => name))} ;;`];
  return taken.map(
    (argument, index) => `    ${argument.variadic ? `${quoted(`${path} `)}*` : quoted(`${path} ${index}`)}) ${offerOf(argument)} ;;`,
  );
}

/** Any flag that takes a value, after any command. */
function valueFlags(nodes: readonly CompletionNode[]): string[] {
  return nodes.flatMap(({ path, flags }) =>
    flags.filter(({ takesValue }) => takesValue).flatMap(({ names }) => names.map((one) => `${path} ${one}`)),
  );
}

function patterns(texts: readonly string[]): string {
  return texts.map(quoted).join('|');
}

function words(list: readonly string[]): string {
  return `COMPREPLY=($(compgen -W ${quoted(list.join(' '))} -- "$cur"))`;
}

function offerOf({ words: list, from }: Offer): string {
  if (list !== undefined) return words(list);
  return from === undefined ? FILES : `FROM < <("\${COMP_WORDS[0]}" ${from} 2>/dev/null)`;
}
