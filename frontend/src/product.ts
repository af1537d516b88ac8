/** The name that users see. index.html and public/favicon.svg repeat it, and the server has it for its emails. */
export const PRODUCT = 'safejwt';
