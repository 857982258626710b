// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-terminal.h"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <cstdlib>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ns3::mqtt
{

bool
IsUtf8Locale()
{
    // The first that is set counts; setlocale() would change how all the program writes numbers.
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    {
        const char* value = std::getenv(name);
        if (value && *value)
        {
            return boost::algorithm::icontains(value, "utf-8") ||
                   boost::algorithm::icontains(value, "utf8");
        }
    }
    return false;
}

std::size_t
GetTerminalWidth(int descriptor)
{
    constexpr std::size_t usual = 80;
    if (!isatty(descriptor))
    {
        return 0;
    }
    winsize size{};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

std::size_t
CountCharacters(const std::string& text)
{
    // All octets but those that continue a character.
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](unsigned char c) {
        return (c & 0xc0) != 0x80;
    }));
}

std::string
Repeat(const std::string& text, std::size_t count)
{
    std::string result;
    while (count-- > 0)
    {
        result += text;
    }
    return result;
}

std::string
ToLine(std::string text)
{
    std::replace_if(
        text.begin(),
        text.end(),
        [](unsigned char c) { return c < 0x20 || c == 0x7f; },
        '?');
    return text;
}

int
Complain(const std::string& program, const Error& error)
{
    std::cerr << program << ": " << ToLine(error.reason) << std::endl;
    return EXIT_FAILURE;
}

} // namespace ns3::mqtt
