export { alertFailure, alertNeutral, alertSuccess, hideSuccess, successOptions } from './alerts';
export { Notifications } from './notifications';
