import { arrayOf, type Check, type JsonObject, object, text } from './check.ts';
import { fault } from './fault.ts';
import { mediaType } from './formats.ts';
import { iri } from './iri.ts';
import { languageMap } from './language.ts';

/** Usage of an attachment that signs its statement (Data 2.6). */
export const SIGNATURE_USAGE = 'http://adlnet.gov/expapi/attachments/signature';

const notLength = fault('xapi_type', 'XAPI-00102', 'an integer of 0 or more');
const length: Check = (value) => (Number.isInteger(value) && (value as number) >= 0 ? null : notLength);

const badSignature = fault('xapi_signature', 'XAPI-00115', 'application/octet-stream as the type of a signature');

/** Data 2.4.11. Bodies are not carried, so lengths, hashes and signatures cannot be checked against them. */
const attachment = object(
  'XAPI-00006',
  {
    usageType: iri('XAPI-00107'),
    display: languageMap('XAPI-00106'),
    description: languageMap('XAPI-00106'),
    contentType: mediaType,
    length,
    sha2: text('XAPI-00103'),
    fileUrl: iri('XAPI-00104'),
  },
  {
    required: {
      usageType: 'XAPI-00107',
      display: 'XAPI-00106',
      contentType: 'XAPI-00105',
      length: 'XAPI-00102',
      sha2: 'XAPI-00103',
    },
    together: ({ usageType, contentType }: JsonObject) =>
      usageType === SIGNATURE_USAGE && contentType !== 'application/octet-stream' ? badSignature : null,
  },
);

export const attachments: Check = arrayOf('XAPI-00025', attachment, 'an array of attachments');
