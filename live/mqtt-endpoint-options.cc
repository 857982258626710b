// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-endpoint-options.h"

#include "mqtt-acceptor.h"

namespace ns3::mqtt
{

using boost::asio::ip::tcp;

namespace
{

/// @param text as typed
/// @return the endpoint
Result<tcp::endpoint>
ReadEndpoint(const std::string& text)
{
    const auto colon = text.rfind(':');
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    {
        host = host.substr(1, host.size() - 2);
    }
    boost::system::error_code error;
    const auto address =
        boost::asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
    const auto port = ReadWhole(colon == std::string::npos ? "" : text.substr(colon + 1), 1, 65535);
    if (error || !port)
    {
        return Error{"'" + text + "' is no address; allowed is ADDRESS:PORT, as 127.0.0.1:1884"};
    }
    return tcp::endpoint(address, static_cast<std::uint16_t>(port.value()));
}

} // namespace

void
AddEndpoint(OptionReader& reader, tcp::endpoint& endpoint)
{
    endpoint = {boost::asio::ip::address_v4::loopback(), 1883};
    const auto showAddress = [&endpoint] { return endpoint.address().to_string(); };
    const auto takeAddress = [&endpoint](const std::string& text) -> std::optional<Error> {
        boost::system::error_code error;
        endpoint.address(boost::asio::ip::make_address(text, error));
        return error ? std::make_optional(Error{"'" + text + "' is no IP address"}) : std::nullopt;
    };
    reader.AddText("bind",
                   "address to listen on; 0.0.0.0 or :: for all",
                   showAddress(),
                   takeAddress,
                   showAddress);
    const auto showPort = [&endpoint] { return std::to_string(endpoint.port()); };
    const auto takePort = [&endpoint](const std::string& text) -> std::optional<Error> {
        const auto port = ReadWhole(text, 0, 65535);
        if (!port)
        {
            return port.error();
        }
        endpoint.port(static_cast<std::uint16_t>(port.value()));
        return std::nullopt;
    };
    reader.AddText("port", "port to listen on; 0 takes a free one", showPort(), takePort, showPort);
}

void
AddPeer(OptionReader& reader,
        const std::string& name,
        const std::string& meaning,
        std::optional<tcp::endpoint>& endpoint)
{
    const auto take = [&endpoint](const std::string& text) -> std::optional<Error> {
        if (text.empty())
        {
            return std::nullopt;
        }
        const auto given = ReadEndpoint(text);
        if (!given)
        {
            return given.error();
        }
        endpoint = given.value();
        return std::nullopt;
    };
    const auto show = [&endpoint] { return endpoint ? ToText(*endpoint) : ""; };
    reader.AddText(name, meaning, "", take, show);
}

} // namespace ns3::mqtt
