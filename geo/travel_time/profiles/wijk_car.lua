-- A small electric van or a car in Dutch streets, on OSRM's own car profile (car.lua). Here: speeds (km/h) only.
local top = 100                                     -- the daytime limit on Dutch motorways
local speeds = {
  motorway = 90, motorway_link = 45, trunk = 80, trunk_link = 40, primary = 60, primary_link = 30, secondary = 50,
  secondary_link = 25, tertiary = 40, tertiary_link = 20, unclassified = 30, residential = 25, living_street = 12, service = 12,
}

local car = require('car')
local base_setup = car.setup

function car.setup()
  local profile = base_setup()
  profile.vehicle_max_speed = top
  for kind, speed in pairs(speeds) do
    profile.speeds.highway[kind] = speed
  end
  return profile
end

return car
