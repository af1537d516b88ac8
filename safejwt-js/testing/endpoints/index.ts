import type { Endpoint } from '../backend.js';
import { changePassword, currentUser, deleteAccount, reauthenticate, update, user } from './account.js';
import { devices, endDevice, endOtherDevices, forgetDevice, logoutEverywhere } from './devices.js';
import { csrf, login, logout, register, token } from './sessions.js';

/** The protocol's endpoints: `method path`, where `:id` and `:sid` stand for one part. */
export const endpoints: Readonly<Record<string, Endpoint>> = {
  'GET csrf/': csrf,
  'POST ': register,
  'POST login/': login,
  'POST token/': token,
  'GET token/': token,
  'POST logout/': logout,
  'GET logout/': logout,
  'POST logout/everywhere/': logoutEverywhere,
  'GET auth/': currentUser,
  'POST reauthenticate/': reauthenticate,
  'POST password/change/': changePassword,
  'DELETE account/': deleteAccount,
  'GET sessions/': devices,
  'DELETE sessions/': endOtherDevices,
  'DELETE sessions/:sid/': endDevice,
  'POST sessions/:sid/forget/': forgetDevice,
  'GET :id/': user,
  'PATCH :id/': update(true),
  'POST :id/': update(true),
  'PUT :id/': update(false),
};
