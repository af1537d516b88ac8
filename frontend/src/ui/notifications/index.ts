export { alertFailure, alertSuccess, failureOptions, successOptions } from './alerts';
export { Notifications } from './notifications';
