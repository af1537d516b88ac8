export { alertLoggedOutElsewhere } from './logout-alerts';
export { isLoggingOut, logoutDestination, useLogout } from './use-logout';
