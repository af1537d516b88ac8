export { alertLoggedOut, alertNotAnyMore, hideLogoutAlert } from './logout-alerts';
export { LogoutBanner } from './logout-banner';
export { isLoggingOut, logoutDestination, useLogout } from './use-logout';
