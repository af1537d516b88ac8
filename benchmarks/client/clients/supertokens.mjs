import Session from 'supertokens-website';

Session.init({ apiDomain: location.origin, apiBasePath: '/auth', tokenTransferMethod: 'cookie' });

export const signIn = () => fetch('/auth/login', { method: 'POST' });
export const resume = () => Session.doesSessionExist();
export const call = async () => (await fetch('/api/thing')).ok;
export const state = async () => ((await Session.doesSessionExist()) ? 'authenticated' : 'anonymous');
