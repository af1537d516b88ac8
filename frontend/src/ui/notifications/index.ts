export { alertFailure, alertNeutral, alertSuccess, hideOutcome, successOptions } from './alerts';
export { Notifications } from './notifications';
