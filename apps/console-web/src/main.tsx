import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LiveProvider } from './api/live';
import { queryClient } from './api/use-call';
import { router } from './router';
import { showTheme } from './theme/theme';
import './theme/tokens.css';
import './theme/base.css';

showTheme();

const place = document.getElementById('console');
if (place === null) throw new Error('index.html has no element with the id console');

createRoot(place).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <LiveProvider>
          <RouterProvider router={router} />
        </LiveProvider>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
