export { alertFailure, alertSuccess, hideSuccess, successOptions } from './alerts';
export { Notifications } from './notifications';
