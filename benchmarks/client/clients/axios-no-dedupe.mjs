import { create } from './axios.mjs';

export const { signIn, resume, call, state } = create({ deduplicateRefresh: false });
