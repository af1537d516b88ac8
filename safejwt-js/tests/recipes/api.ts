import axios from 'axios';
import { authErrorOf, axiosOptions } from '../../src/axios.js';
import { client } from './auth.js';

export const api = axios.create({ baseURL: '/api/', ...axiosOptions(client) });

// Every failure is an AuthError, like those of the client: with the server's code and its sentence.
api.interceptors.response.use(undefined, (error) => Promise.reject(authErrorOf(error) ?? error));
