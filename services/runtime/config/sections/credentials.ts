import type { UserInfo } from '../user-info.ts';
import type { Report } from '../variable.ts';

/** As the values of settings have them: what is not set is undefined. */
interface Given {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/**
 * Credentials from a URL or from variables of their own, never half from each.
 * @param prefix of the names of the variables, such as `REDIS`
 */
export const pickCredentials = (
  prefix: string,
  inUrl: Given,
  inVariables: Given,
  { fault }: Pick<Report, 'fault'>,
): UserInfo => {
  const url = present(inUrl);
  const own = present(inVariables);
  for (const name of Object.keys(own)) {
    if (Object.keys(url).length === 0) continue;
    const variable = `${prefix}_${name.toUpperCase()}`;
    fault({ variable, problem: `is set, and ${prefix}_URL has credentials too`, expected: 'one of the two' });
  }
  return { ...url, ...own };
};

/** The variable that a password came from; none where there is no password. */
export const passwordVariables = (prefix: string, inUrl: Given, inVariables: Given): readonly string[] => {
  if (inUrl.password) return [`${prefix}_URL`];
  return inVariables.password ? [`${prefix}_PASSWORD`] : [];
};

const present = ({ username, password }: Given): UserInfo => ({
  ...(username ? { username } : {}),
  ...(password ? { password } : {}),
});
