/** User name and password; a part that is empty is left out. */
export interface UserInfo {
  readonly username?: string;
  readonly password?: string;
}

/** Reads percent-encoded user info (RFC 3986, section 3.2.1). Null when the encoding is broken. */
export const decodeUserInfo = (username: string, password: string): UserInfo | null => {
  try {
    return {
      ...(username === '' ? {} : { username: decodeURIComponent(username) }),
      ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    };
  } catch {
    return null;
  }
};
