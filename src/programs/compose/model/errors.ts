/** What is wrong with a compose project, in the words of compose. */
export class ComposeError extends Error {
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** compose-go's errdefs.ErrInvalid, wrapped. */
export const invalidProject = (text: string) => new ComposeError(`${text}: invalid compose project`);

/** strconv.Quote, as far as names need it. */
export const quoted = (text: string) => JSON.stringify(text);
