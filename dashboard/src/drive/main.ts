import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'
import '../console.css'
import { mount } from 'svelte'
import Drive from './Drive.svelte'

mount(Drive, { target: document.getElementById('app')! })

// Without the worker, the page merely does not open when there is no network.
navigator.serviceWorker?.register('/drive-worker.js', { scope: '/drive' }).catch(console.warn)
