import { createRoot } from 'react-dom/client';
import './style.css';

createRoot(document.getElementById('root') as HTMLElement).render(<main>Hello</main>);
