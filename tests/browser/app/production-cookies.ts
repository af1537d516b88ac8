/** The names of the cookies in production. Browsers refuse a cookie with such a prefix from a sibling host. */
export const deviceCookie = '__Host-Http-device';
export const refreshCookie = '__Host-Http-refreshtoken';
export const csrfCookie = '__Host-csrftoken';
export const hintCookie = '__Host-session-hint';

/** The cookies of a logged-in user, sorted by name. */
export const signedInCookies = [deviceCookie, refreshCookie, csrfCookie, hintCookie];
