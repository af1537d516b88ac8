import axios from 'axios';
import { axiosOptions } from '../../src/axios.js';
import { client } from './auth.js';

export const api = axios.create({ baseURL: '/api/', ...axiosOptions(client) });
