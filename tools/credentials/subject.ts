import { createHmacSha256 } from '../../services/people/hmac.ts';
import { uuidV5 } from '../../services/people/ids.ts';

/**
 * Makes the pseudonyms of credential subjects: `urn:uuid:…`, the same for all credentials of a member. Keyed, so that nobody who
 * knows employee ids can try them out; and another one than the member id, which readers of the marketplace know.
 */
export const createSubjects = (secret: string): ((member_id: string) => string) => {
  const hmac = createHmacSha256(secret);
  return (member_id) => `urn:uuid:${uuidV5(`subject|${hmac(`credential-subject|${member_id}`)}`)}`;
};
