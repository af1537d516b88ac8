// @vitest-environment jsdom
import { testApp } from './app.js';

testApp();
