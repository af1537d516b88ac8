/** A value for everything secret that a project's environment holds, none of which may be in anything that is built or packed. */
export const sentinels: Record<string, string> = Object.fromEntries(
  [
    'DJANGO_SECRET_KEY_DEVELOPMENT',
    'DJANGO_SECRET_KEY_PRODUCTION',
    'DJANGO_SECRET_KEY_FALLBACKS',
    'DJANGO_ACCESS_TOKEN_SECRET',
    'DJANGO_ACCESS_TOKEN_SECRET_FALLBACKS',
    'DJANGO_REFRESH_TOKEN_SECRET',
    'DJANGO_REFRESH_TOKEN_SECRET_FALLBACKS',
    'DATABASE_URL',
    'CACHE_URL',
    'EMAIL_URL',
  ].map((name) => [name, `sentinel-${name.toLowerCase().replaceAll('_', '-')}-0123456789`]),
);
