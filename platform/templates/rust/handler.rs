//! Greets by name. Rust's standard library only: an HTTP server on $PORT that takes CloudEvents.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{TcpListener, TcpStream};

/// `event` has the attributes of the CloudEvent. `Ok` is the answer, as JSON; `Err` fails the event.
fn handle(_event: &HashMap<String, String>, data: &str) -> std::result::Result<String, String> {
    // Enough for a flat object; take serde_json for more.
    let name = data.split("\"name\"").nth(1).and_then(|rest| rest.split('"').nth(1));
    Ok(format!("{{\"greeting\": \"hello, {}\"}}", name.unwrap_or("world")))
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

#[test]
fn greets_by_name() {
    assert_eq!(handle(&HashMap::new(), "{\"name\": \"Ada\"}").unwrap(), "{\"greeting\": \"hello, Ada\"}");
}

#[test]
fn greets_the_world_when_nobody_is_named() {
    assert_eq!(handle(&HashMap::new(), "").unwrap(), "{\"greeting\": \"hello, world\"}");
}
