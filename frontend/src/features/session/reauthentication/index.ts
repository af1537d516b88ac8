export { askForPassword } from './question';
export { Reauthentication } from './reauthentication';
