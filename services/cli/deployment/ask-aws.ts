import { CliError } from '../errors.ts';

/** Calls AWS; what AWS, or the way there, has against it comes as the CliError aws-refused. */
export async function askAws<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isOfAws(error)) throw error;
    const { message, name } = error;
    throw new CliError('aws-refused', `AWS says: ${message} (${name})`, { cause: error });
  }
}

/** The SDK puts `$metadata` on whatever comes out of a call; without credentials it makes none. */
const isOfAws = (error: unknown): error is Error =>
  error instanceof Error && ('$metadata' in error || error.name === 'CredentialsProviderError');
