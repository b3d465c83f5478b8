/** Where the bearer token of a run comes from; several services may share one. */
export interface TokenSettings {
  readonly token?: string;
  /** A line for the shell that writes a token to stdout. */
  readonly tokenCommand?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Told each token that a command gave, before it is used. */
  onSecret?(token: string): void;
}

/** The user's bearer token: given once, or told by a command, which is asked a second time when the token is turned away in mid-run. */
export class TokenSource {
  readonly #settings: TokenSettings;
  #current: string | undefined;
  #renewed: string | undefined;
  readonly #letIn = new Set<string>();
  #renewal: Promise<string | undefined> | undefined;

  private constructor(settings: TokenSettings, current: string | undefined) {
    this.#settings = settings;
    this.#current = current;
  }

  /** @throws UsageError when the command gives no token */
  static async open(settings: TokenSettings): Promise<TokenSource> {
    const { token, tokenCommand } = settings;
    if (tokenCommand === undefined) return new TokenSource(settings, token);
    const source = new TokenSource(settings, undefined);
    // An interrupted run sends nothing that would need one.
    source.#current = await source.#ask(tokenCommand).catch((error: unknown) => {
      if (settings.signal.aborted) return undefined;
      throw error;
    });
    return source;
  }

  get current(): string | undefined {
    return this.#current;
  }

  /** Takes down that a protected operation took this token. */
  noteLetIn(token: string): void {
    this.#letIn.add(token);
  }

  /**
   * Another token in place of one that was let in before and is turned away now: it has probably expired. The command is asked once in
   * a run; requests that meet the same refusal at the same time wait for one answer.
   * @returns `none` where the token was never let in, there is no command, or it gives the same token again, so that the refusal is the
   * service's own; `lost` where there should be another token and there is none
   */
  async renew(stale: string): Promise<{ readonly token: string } | 'none' | 'lost'> {
    const { tokenCommand } = this.#settings;
    if (tokenCommand === undefined || !this.#letIn.has(stale)) return 'none';
    if (stale === this.#renewed) return 'none';
    this.#renewal ??= this.#ask(tokenCommand).catch(() => undefined);
    const token = await this.#renewal;
    if (token === undefined) return 'lost';
    this.#renewed = token;
    this.#current = token;
    return token === stale ? 'none' : { token };
  }

  async #ask(command: string): Promise<string> {
    const { tokenFromCommand } = await import('./token-command.js');
    const token = await tokenFromCommand(command, this.#settings.environment, this.#settings.signal);
    this.#settings.onSecret?.(token);
    return token;
  }
}
