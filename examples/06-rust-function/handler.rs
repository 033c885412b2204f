//! Counts the primes up to a number. Rust's standard library only: an HTTP server on $PORT that takes CloudEvents.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{TcpListener, TcpStream};

/// `event` has the attributes of the CloudEvent. `Ok` is the answer, as JSON; `Err` fails the event.
fn handle(event: &HashMap<String, String>, data: &str) -> std::result::Result<String, String> {
    let limit: usize = data.trim().parse().map_err(|_| format!("{data:?} is no number"))?;
    let count = primes_up_to(limit);
    println!("{} {}: {count} primes up to {limit}", event["type"], event["id"]);
    Ok(count.to_string())
}

/// The sieve of Eratosthenes.
fn primes_up_to(limit: usize) -> usize {
    let mut composite = vec![false; limit + 1];
    let mut count = 0;
    for number in 2..=limit {
        if composite[number] {
            continue;
        }
        count += 1;
        for multiple in (number * number..=limit).step_by(number) {
            composite[multiple] = true;
        }
    }
    count
}

fn main() -> Result<()> {
    let port = std::env::var("PORT").expect("PORT says where to listen");
    for connection in TcpListener::bind(format!("127.0.0.1:{port}"))?.incoming() {
        let connection = connection?;
        std::thread::spawn(move || {
            if let Err(error) = answer(connection) {
                eprintln!("{error}");
            }
        });
    }
    Ok(())
}

/// One request, one answer.
fn answer(mut connection: TcpStream) -> Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(()); // Somebody only looked whether the port is open.
    }
    let mut headers = HashMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.insert(name.to_lowercase(), value.trim().to_string()),
            None => break,
        };
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;

    let event = headers
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("ce-")?.to_string(), value.clone())))
        .collect();
    let (status, kind, text) = match handle(&event, &String::from_utf8_lossy(&body)) {
        Ok(json) => ("200 OK", "application/json", json),
        Err(problem) => ("500 Internal Server Error", "text/plain", problem),
    };
    write!(
        connection,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    )
}
