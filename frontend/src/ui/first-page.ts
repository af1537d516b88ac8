import { createContext } from 'react';

/** Whether the visit has shown no other page. Going back to its first page is a navigation. */
export const FirstPage = createContext(false);
