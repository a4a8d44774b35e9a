import '../chat/styles/tokens.css';
import './theme/desk.css';
import './theme/inbox.css';
import './theme/pane.css';
import './theme/thread.css';
import './theme/message.css';
import './theme/markdown.css';
import './theme/composer.css';
import './theme/suggestions.css';
import './theme/canned.css';
import './theme/dialog.css';
import './theme/pages.css';
import './theme/care.css';
import './theme/adopted-styles.ts'; // called by antd in the place of its own (vite.config.ts)
import { createRoot } from 'react-dom/client';
import { Desk } from './shell/desk.tsx';

const root = document.querySelector('#desk');
if (root !== null) createRoot(root).render(<Desk />);
