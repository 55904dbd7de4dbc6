/** A refused API call: HTTP status, and what follows `Error response from daemon: `. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** errdefs.InvalidParameter */
export const badRequest = (message: string): ApiError => new ApiError(400, message);
/** errdefs.Forbidden */
export const forbidden = (message: string): ApiError => new ApiError(403, message);
/** errdefs.NotFound */
export const notFound = (message: string): ApiError => new ApiError(404, message);
/** errdefs.Conflict */
export const conflict = (message: string): ApiError => new ApiError(409, message);
/** errdefs.System */
export const systemError = (message: string): ApiError => new ApiError(500, message);
/** errdefs.Unavailable */
export const unavailable = (message: string): ApiError => new ApiError(503, message);
