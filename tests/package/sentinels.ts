/** A value for each secret of a project's environment. None of them may be in anything that is built or packed. */
const names =
  'SECRET_KEY_DEVELOPMENT SECRET_KEY_PRODUCTION ACCESS_TOKEN_SECRET REFRESH_TOKEN_SECRET SECRET_KEY_FALLBACKS';
const fallbacks = 'ACCESS_TOKEN_SECRET_FALLBACKS REFRESH_TOKEN_SECRET_FALLBACKS';
const variables = `${names} ${fallbacks}`.split(' ').map((name) => `DJANGO_${name}`);

export const sentinels: Record<string, string> = Object.fromEntries(
  [...variables, 'DATABASE_URL', 'CACHE_URL', 'EMAIL_URL'].map((name) => [name, `sentinel-${name}-0123456789`]),
);
