/**
 * The closed origin that a document lives at while the browser has it; `.invalid` names never resolve (RFC 6761, 6.4). An address under it
 * means a file beside the publication.
 */
export const ORIGIN = 'https://publication.octavo.invalid';
